import { render } from "preact";

import { doorAt } from "../api";
import { surroundings } from "../frame";
import { browserStore } from "../storage";
import { App } from "./App";

const place = document.getElementById("chat");
if (place) render(<App door={doorAt()} store={browserStore()} around={surroundings()} />, place);
