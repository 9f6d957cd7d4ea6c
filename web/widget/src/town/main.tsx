import { render } from "preact";

import { doorAt } from "../api";
import { browserStore } from "../storage";
import { Town } from "./Town";

/** The same tag as on any other site; here it is added by script, so that the build need not know it. */
function addWidget(): void {
  const tag = document.createElement("script");
  tag.src = "/widget.js";
  document.head.append(tag);
}

const place = document.getElementById("page");
if (place) render(<Town door={doorAt()} store={browserStore()} />, place);
addWidget();
