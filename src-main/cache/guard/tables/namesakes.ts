import { wordSet } from './word-set.ts'

/** Words of English that in capitals name something else: Turkey and turkey, Windows and windows. */
export const namesakes = wordSet(`
  turkey polish china window windows word excel access office outlook team teams apple amazon python java ruby rust go swift chrome edge
  safari galaxy orange shell oracle slack zoom march may august reading bath cork nice mobile jordan chile guinea wale
  rose mark will bill frank grace hope jack rob sandy victor carol dawn faith joy lily daisy ivy hazel pat peter dick guy
  herb gene art draw chase chuck grant lance mile miles pierce ray rich rod sue ward wade warren baker cook smith taylor tailor carter
  mason fisher hunter miller porter turner walker weaver king knight bishop pope church brown black white green gray grey
  young long short danish mercury saturn mars earth jaguar lotus focus golf polo beetle puma visa discover target gap
  subway delta united virgin mint sage spark node react angular spring maven ant pages page number numbers notes note photo mail
  message signal telegram line meta alphabet caterpillar bush trump ford lincoln washington lima quito bordeaux champagne
  burgundy cologne hamburger frankfurter wolf fox bell price wood stone field hill lake rivers brook banks pool pound
  congress senate house states state union parliament bank fed treasury labour labor liberal conservative democrat republican green
  prime sky dawn haven guardian times post sun mirror independent observer express star nature science cell english scotch scots french german`)
