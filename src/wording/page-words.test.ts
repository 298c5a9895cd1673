import { pageWordsIn } from "./page-words.ts";
import { testCatalogues } from "./testing.ts";

testCatalogues("pages", pageWordsIn);
