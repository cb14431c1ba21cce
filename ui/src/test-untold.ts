/** Keys that a test asked the language for and did not get; none may be left when it ends. */
export const untold = new Set<string>()
