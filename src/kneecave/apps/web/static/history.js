// The history's pages: deleting a person.

import { deletes } from "./common.js";

deletes();
