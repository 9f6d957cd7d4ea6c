import { render } from "preact";

import { browserStore } from "../storage";
import { Desk } from "./Desk";
import { deskDoor } from "./api";

const place = document.getElementById("desk");
if (place) render(<Desk door={deskDoor()} store={browserStore()} />, place);
