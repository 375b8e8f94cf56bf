/** What handlers may ask of the desktop. Null: the person closed the dialog. */
export interface Desktop {
  pickFiles(): Promise<readonly string[] | null>
  /** A list of questions: one text or CSV file. */
  pickQuestions(): Promise<string | null>
  pickFolder(): Promise<readonly string[] | null>
  pickSaveAs(fileName: string): Promise<string | null>
  showInFolder(path: string): void
  openFolder(path: string): Promise<void>
  /** Asks first. Throws FORBIDDEN for anything but http and https. */
  openLink(url: string): Promise<void>
}
