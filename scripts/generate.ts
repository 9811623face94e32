// `npm run generate`: everything that is made from something else. Afterwards the tree must be as it was committed.
import { generateWords } from "./generate-words.ts";

generateWords();
