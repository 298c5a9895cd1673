/** What may be chosen where the author has named nothing. */
export const DEFAULT_CHOICES: readonly { readonly id: string; readonly label: string }[] = [
  { id: "approve", label: "Approve" },
  { id: "decline", label: "Decline" },
];
