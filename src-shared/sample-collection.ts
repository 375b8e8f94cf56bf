/** The collection of the handbook that comes with the app. Apart from the schemas, so that the window loads no zod. */
export const sampleCollectionName = 'Sample handbook'
