import type { PageData } from "../src/report/html/pageData.ts";
import { byId } from "./dom.ts";
import { reader } from "./reader.ts";

// The page's only effect on load: the list takes the place of the sentence that stands there without it.
const data = JSON.parse(byId("data").textContent ?? "") as PageData;
byId("frame").hidden = false;
reader(data);
byId("no-script").remove();
