import { mailWordsIn } from "./mail-words.ts";
import { testCatalogues } from "./testing.ts";

testCatalogues("mails", mailWordsIn);
