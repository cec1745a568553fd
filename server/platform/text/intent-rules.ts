/** What a message wants. */
export const intents = [
  'greeting',
  'thanks',
  'goodbye',
  'help',
  'chart',
  'calculate',
  'time',
  'document_question',
  'data_question',
  'summarize',
  'mindmap',
  'history_question',
  'translate',
  'write',
  'general',
] as const;
export type Intent = (typeof intents)[number];

/** A sign for an intent and how sure it makes, from 0 to 1. */
export interface IntentRule {
  intent: Exclude<Intent, 'general'>;
  sign: RegExp;
  confidence: number;
}

const rule = (intent: IntentRule['intent'], confidence: number, sign: RegExp): IntentRule => ({
  intent,
  sign,
  confidence,
});

const said =
  '(?:mention(?:ed)?|sa(?:y|id)|wr(?:ite|ote|itten)|sen[dt]|ask(?:ed)?|talk(?:ed)? about|tell|told|discuss(?:ed)?|agree(?:d)? on|decide(?:d)?|promise(?:d)?|post(?:ed)?|share(?:d)?)';
const documentNoun =
  '(?:documents?|files?|pdfs?|reports?|contracts?|manuals?|papers?|handbooks?|slides?|attachments?|uploads?|dokumente?n?|dateie?n?|berichte?s?|vertrag(?:s|es)?|verträge|handbuchs?|anhang|unterlagen|datei)';
const databaseNoun = '(?:databases?|db|tables?|sql|datenbank(?:en)?|tabellen?|datensätze|connection)';
const entity =
  '(?:customers?|orders?|users?|products?|sales|revenue|invoices?|employees?|payments?|transactions?|kunden?|bestellungen?|produkte?n?|umsatz|umsätze|rechnungen?|mitarbeiter|zahlungen)';

/** In this order; the surest sign wins, the earlier one where two are as sure. */
export const intentRules: IntentRule[] = [
  rule('chart', 0.99, /(?<![\p{L}\p{N}])(?:plot|chart|diagramm)\s*:/iu),
  rule(
    'chart',
    0.9,
    /\b(?:draw|plot|make|create|show|give|generate|build)\b[^.?!\n]{0,60}\b(?:charts?|graphs?|plots?|diagrams?|histograms?|pie)\b/iu,
  ),
  rule(
    'chart',
    0.9,
    /(?<![\p{L}])(?:zeichne|erstelle|mach|zeig|zeige|stell)(?![\p{L}])[^.?!\n]{0,60}(?:diagramm|grafik|kurve|histogramm)/iu,
  ),
  rule(
    'chart',
    0.8,
    /\b(?:bar|pie|line|area|scatter)[\s-]?(?:chart|graph|plot)\b|(?:balken|säulen|kreis|torten|linien|streu)diagramm/iu,
  ),
  rule('mindmap', 0.95, /\bmind[\s-]?maps?\b|\bmindmap\b|\bconcept map\b|gedankenkarte|gedächtniskarte/iu),
  rule(
    'summarize',
    0.92,
    /\b(?:summari[sz]e|summary|sum up|tl;?dr|key points|main points|recap)\b|(?:fass|fasse|fassen)(?![\p{L}])[^.?!\n]{0,80}zusammen|zusammenfassung|zusammenfassen|kernaussagen/iu,
  ),
  rule(
    'translate',
    0.93,
    /\b(?:translate|translation of)\b|\b(?:how do you say|what is)\b.{1,60}\bin (?:german|french|spanish|italian|english|japanese|chinese|portuguese|dutch|polish|turkish)\b|übersetz|(?:wie (?:heißt|sagt man)).{1,60}auf (?:englisch|deutsch|französisch|spanisch|italienisch)/iu,
  ),
  rule(
    'history_question',
    0.94,
    new RegExp(
      `\\b(?:when|what|where|who|which|did|has|have)\\b(?:(?!\\b${documentNoun}\\b)[^.?!\\n]){0,50}?\\b${said}\\b`,
      'iu',
    ),
  ),
  rule(
    'history_question',
    0.94,
    /(?<![\p{L}])(?:wann|was|wo|wer|worüber|hat|haben)(?![\p{L}])[^.?!\n]{0,80}(?<![\p{L}])(?:erwähnt|gesagt|geschrieben|geschickt|gefragt|besprochen|vereinbart|versprochen|gemeint|geteilt|gepostet|gesprochen|erzählt|zugesagt)(?![\p{L}])/iu,
  ),
  rule(
    'history_question',
    0.88,
    /\b(?:find|search|look for|show me)\b[^.?!\n]{0,40}\b(?:messages?|chat|conversation|history)\b|\b(?:earlier|before) (?:in|today)|(?:such|suche|finde|zeig)[^.?!\n]{0,40}(?:nachrichten?|verlauf|unterhaltung|chat)/iu,
  ),
  rule(
    'calculate',
    0.95,
    /^\s*(?:(?:what(?:'s| is)|calculate|compute|how much is|was (?:ist|sind|ergibt)|wie ?viel (?:ist|sind)|rechne|berechne)\s*:?\s*)?[(−-]*[$€£]?\d[\d.,\s]*(?:%|k|m)?\s*(?:[-+*/×÷^−]|\*\*|plus|minus|times|divided by|mal|geteilt durch|% of|percent of|% von|prozent von)\s*[\d($€£√]/iu,
  ),
  rule(
    'calculate',
    0.9,
    /\b(?:calculate|compute|square root|sqrt|percent(?:age)? of|% of|divided by|multiplied by|to the power of)\b|(?<![\p{L}])(?:berechne|rechne|wurzel|quadratwurzel|prozent von|geteilt durch|multipliziert mit|hoch \d)(?![\p{L}])/iu,
  ),
  rule(
    'time',
    0.94,
    /\bwhat(?:'s| is)? (?:the )?(?:(?:current|local) )?(?:time|date|day|year|month)\b(?! (?:of|for|to) )|\bwhat (?:time|day|date) is (?:it|today)\b|\bcurrent (?:time|date)\b|\btoday's date\b|\bwhich (?:day|week) is (?:it|today)\b/iu,
  ),
  rule(
    'time',
    0.94,
    /wie ?(?:viel uhr|spät)|wieviel uhr|welche(?:r|s|n)? (?:tag|datum|uhrzeit|wochentag)(?:.{0,12}(?:heute|ist))|(?:aktuelle|jetzige) (?:uhr)?zeit|der wievielte|was für ein tag/iu,
  ),
  rule(
    'document_question',
    0.86,
    new RegExp(
      `(?<![\\p{L}])(?:in|from|according to|per|of|laut|im|in der|in den|in dem|aus|aus dem|nach|gemäß)\\s+(?:the |my |our |this |that |these |attached |uploaded |dem |der |den |meinem |meiner |unserem |unserer |diesem |dieser |\\p{L}+ ){0,3}${documentNoun}(?![\\p{L}])`,
      'iu',
    ),
  ),
  rule(
    'document_question',
    0.84,
    new RegExp(
      `\\bwhat (?:does|do|did)\\b[^.?!\\n]{0,30}\\b${documentNoun}\\b[^.?!\\n]{0,30}\\b(?:say|state|mention|contain|cover|conclude)|was (?:steht|sagt)[^.?!\\n]{0,40}${documentNoun}`,
      'iu',
    ),
  ),
  rule('document_question', 0.9, /[\p{L}\p{N}_-]+\.(?:pdf|docx?|pptx?|xlsx?|txt|md|html?)(?![\p{L}\p{N}])/iu),
  rule('data_question', 0.85, new RegExp(`(?<![\\p{L}])${databaseNoun}(?![\\p{L}])|\\bselect\\b.+\\bfrom\\b`, 'iu')),
  rule(
    'data_question',
    0.82,
    new RegExp(
      `(?<![\\p{L}])(?:how many|number of|count(?: of)?|total|average|sum of|top \\d+|highest|lowest|most|list(?: all)?|wie ?viele?|anzahl|gesamt\\p{L}*|durchschnitt\\p{L}*|summe|meisten|höchste\\p{L}*|niedrigste\\p{L}*|liste)(?![\\p{L}])[^.?!\\n]{0,40}(?<![\\p{L}])${entity}(?![\\p{L}])`,
      'iu',
    ),
  ),
  rule(
    'data_question',
    0.8,
    new RegExp(
      `(?<![\\p{L}])${entity}(?![\\p{L}])[^.?!\\n]{0,30}(?<![\\p{L}])(?:by|per|pro|nach|je|last (?:month|year|week|quarter)|letzten? (?:monat|jahr|woche|quartal))(?![\\p{L}])`,
      'iu',
    ),
  ),
  rule(
    'write',
    0.88,
    /^\s*(?:(?:please|bitte|can you|could you|kannst du)\s+)?(?:write|draft|compose|rewrite|rephrase|proofread|schreib|schreibe|verfasse|formuliere?|entwirf)(?![\p{L}])/iu,
  ),
  rule(
    'help',
    0.9,
    /\bwhat can (?:you|i) (?:do|ask)|\bhow do(?:es)? (?:you|this|i use (?:you|this)) ?(?:work)?|^\s*(?:\/?help|hilfe)\s*[!?.]*\s*$|\bwas kannst du\b|\bwie funktioniert (?:das|du|dies)|\bwobei kannst du/iu,
  ),
  rule(
    'thanks',
    0.93,
    /^\s*(?:(?:ok(?:ay)?|great|perfect|super|prima|cool|toll)[\s,.!]*)?(?:many )?(?:thanks?|thank you|thx|ty|cheers|danke(?:schön)?|vielen dank|besten dank|merci)(?![\p{L}])[^?]{0,60}$/iu,
  ),
  rule(
    'goodbye',
    0.93,
    /^\s*(?:(?:ok(?:ay)?|thanks|danke)[\s,.!]*)?(?:good ?bye|bye(?:[\s-]bye)?|see you|see ya|talk to you later|good night|have a (?:nice|good) (?:day|evening|weekend)|tschüss?|tschau|ciao|auf wiedersehen|bis (?:bald|morgen|später|dann)|gute nacht|schönen (?:tag|abend|feierabend))(?![\p{L}])[^?]{0,40}$/iu,
  ),
  rule(
    'greeting',
    0.93,
    /^\s*(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening)|hallo|hallöchen|moin(?: moin)?|servus|grüß (?:gott|dich)|guten (?:morgen|tag|abend))(?![\p{L}])[\s,!.]*(?:\p{L}+[\s,!.]*){0,3}(?:👋|🙂|😀|😊)?\s*$/iu,
  ),
  rule(
    'greeting',
    0.85,
    /^\s*(?:(?:hi|hello|hey|hallo)[\s,!.]*)?(?:how are you|how's it going|what's up|wie geht(?:'s| es(?: dir)?)?)(?![\p{L}])[^.]{0,20}$/iu,
  ),
];
