/** The field of forms that holds what other sites cannot know. */
export const FORM_TOKEN_FIELD = "form-token";
