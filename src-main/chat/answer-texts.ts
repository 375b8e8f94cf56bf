/** What an answer says by itself, where no model writes it. Markdown; English, as the window is. */
export const answerTexts = {
  /** Above quoted sentences. It must not read as if a model had answered. */
  quoted: 'From your documents:',
  closest: 'Your documents do not seem to answer this. The closest passages:',
  nothing: 'Nothing in your documents answers this.',
  noDocuments: 'There are no documents here to answer from yet. Add some in the Library, then ask again.',
} as const
