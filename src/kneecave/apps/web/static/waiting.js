// The page of a clip that is not done: follows it, and becomes the result.

import { deletes } from "./common.js";
import { follow } from "./progress.js";

deletes();
const clip = document.querySelector("[data-clip]");
if (clip) follow(clip.dataset.clip, () => location.reload());
