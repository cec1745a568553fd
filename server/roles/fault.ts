/** A fault that the operator can mend: said in a sentence, without a stack. */
export class OperatorFault extends Error {}
