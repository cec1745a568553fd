const greeting =
  /^(hi|hello|hey|good (morning|afternoon|evening|day)|greetings|howdy|hallo|guten (morgen|tag|abend)|moin|servus|thanks?|thank you|danke|bye|goodbye)( there| you| all| parlance| so much| very much)?$/;

/** Whether the text only greets, thanks or says goodbye. */
export function isGreeting(question: string): boolean {
  return greeting.test(
    question
      .toLowerCase()
      .replace(/[^\p{L}\s]/gu, '')
      .trim(),
  );
}
