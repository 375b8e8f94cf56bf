/**
 * Who does a thing once and for all, and the verb: `who is the inventor of it` is `who invented it`, though it was in
 * the past. Those who do it again and again are in `doers`.
 */
export const makers = `
invent inventor; discover discoverer; found founder; write writer author; translate translator; compose composer; paint painter; design designer; build builder; win winner; direct director; create creator; construct constructor; sculpt sculptor; illustrate illustrator; photograph photographer; commission commissioner; draft drafter; inherit inheritor heir; donate donor; develop developer; publish publisher; produce producer; introduce introducer; initiate initiator
`
export const doers = `
own owner; supervise supervisor; manage manager; employ employer; sponsor; coordinate coordinator; organise organiser; moderate moderator; administer administrator; maintain maintainer; operate operator; supply supplier; distribute distributor; rent renter; lead leader; teach teacher; coach coach; train trainer; present presenter; edit editor; review reviewer; audit auditor; inspect inspector; insure insurer; chair chairperson chairman chairwoman; mentor; import importer; export exporter; provide provider; finance financier; hold holder
`
