/** Words that are frequent in one language and rare in the others, by ISO 639-1 code. */
const frequentWords: Record<string, string> = {
  en: "the and is are was were be been have has had do does did not you your we our they their this that these those with from for of to in it at by what which who how when where why would could should will can about there here my me i am an as but or if so just really very please thanks thank hello hi hey how its it's don't i'm love like good great best bad new all more some no yes need want get make show tell know think",
  de: 'der die das den dem des und ist sind war waren sein haben hat hatte nicht ein eine einen einem einer ich du er sie es wir ihr mich mir dich dir uns mit von für auf zu im am beim vom zum zur aus bei nach wie was wer wann wo warum welche welcher auch noch nur schon aber oder wenn dass weil bitte danke hallo guten sehr kann können möchte will wird werden wurde habe heute gestern morgen kein keine mein dein unser ja nein doch mal gut alle über in an so als jede jeder jedes jeden noch dann hier da man diese dieser dieses diesen durch gegen ohne um bis seit',
  fr: "le la les des une un et est sont était être avoir dans pour par sur avec pas ne que qui quoi où comment pourquoi je tu il elle nous vous ils elles mon ton son notre votre ce cette ces mais ou donc très bien merci bonjour aussi plus fait faire au aux du de c'est j'ai",
  es: 'el la los las una un y es son era ser estar está en para por con no que quien como cuando donde porque yo tú él ella nosotros ustedes mi tu su este esta estos pero muy bien gracias hola también más hacer del al de lo se me le hay',
  it: 'il lo la gli le una uno un e è sono era essere avere in per con non che chi come quando dove perché io tu lui lei noi voi mio tuo suo questo questa ma molto bene grazie ciao anche più fare del della dei delle di si mi ci nel nella alla',
  pt: 'o a os as uma um e é são era ser estar está em para por com não que quem como quando onde porque eu você ele ela nós meu seu este esta mas muito bem obrigado olá também mais fazer do da dos das no na de se',
  nl: 'de het een en is zijn was waren hebben heeft had niet ik jij je hij zij ze wij we jullie mijn jouw ons dit dat deze die met van voor op naar in aan bij uit hoe wat wie wanneer waar waarom ook nog maar of als omdat dank hallo goed heel veel kan kunnen wil wordt worden er geen',
  sv: 'och är var att det som en ett den de inte jag du han hon vi ni min din sin med av för på till från om men eller när hur vad vem varför också bara mycket tack hej har hade kan ska vill blir',
  da: 'og er var at det som en et den de ikke jeg du han hun vi min din sin med af for på til fra om men eller når hvordan hvad hvem hvorfor også kun meget tak hej har havde kan skal vil bliver',
  no: 'og er var at det som en et den de ikke jeg du han hun vi min din sin med av for på til fra om men eller når hvordan hva hvem hvorfor også bare veldig takk hei har hadde kan skal vil blir',
  pl: 'i jest są był być mieć w na z do nie że kto co jak kiedy gdzie dlaczego ja ty on ona my wy mój twój ten ta to ale bardzo dobrze dziękuję cześć też więcej się dla od po przez czy',
  tr: 've bir bu şu o ne kim nasıl neden nerede ben sen biz siz onlar için ile değil var yok çok iyi teşekkürler merhaba da de mi mı ama veya gibi daha en olarak',
  fi: 'ja on oli olla ei että joka mikä kuka miten milloin missä miksi minä sinä hän me te he tämä se mutta tai hyvin kiitos hei myös vain kun niin ovat kanssa',
  cs: 'a je jsou byl být mít v na z do ne že kdo co jak kdy kde proč já ty on ona my vy můj tvůj ten ta to ale velmi dobře děkuji ahoj také více se pro od po',
};

/** Letters that few languages have. */
export const tellingLetters: [language: string, letters: RegExp][] = [
  ['de', /ß/gu],
  ['es', /[ñ¿¡]/gu],
  ['pt', /[ãõ]/gu],
  ['pl', /[łąęśźżćń]/gu],
  ['tr', /[ğışİ]/gu],
  ['cs', /[ěřůč]/gu],
  ['fr', /[œêèç]|(?<![\p{L}])[cdjlmnstq][’'](?=\p{L})/giu],
];

/** Scripts that one language alone writes, or that the first of several does most. */
export const scripts: [language: string, letters: RegExp][] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['uk', /[іїєґІЇЄҐ]/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
  ['fa', /[پچژگ]/gu],
  ['ar', /\p{Script=Arabic}/gu],
];

const sets = new Map(Object.entries(frequentWords).map(([language, words]) => [language, new Set(words.split(' '))]));

/** Whether a word carries no topic in its language; unknown languages have none of these. */
export const isFrequentWord = (word: string, language: string): boolean =>
  sets.get(language)?.has(word.toLowerCase().replace(/’/g, "'")) ?? false;

/** The languages that are told apart by their words. */
export const wordLanguages = [...sets.keys()];
