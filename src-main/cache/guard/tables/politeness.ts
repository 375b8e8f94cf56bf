import { wordSet } from './word-set.ts'

/** Openings and endings that ask for nothing; `/` and `(x)` as in the phrases. Longest first. */
export const openings = `
can/could/would/will you (please/kindly) (just) tell/show/explain/give (to) me; can/could/would you (please/kindly) let me know; could/can somebody/someone/anyone (please) explain/tell (me) (to me)
can/could you (please/kindly) explain/say/check/confirm; can/could you (please) help me (with this) (out); can/could you help; would you mind telling/explaining (to) me; would you be so kind as to tell me; would you be able to tell me; do you (happen to) know; does anyone/anybody know
i would (really) like to know; i 'd (really) like to know; i want to know; i wanted to know; i need to know; i wanted to ask; i have a question (about this); i 've got a question; i was (just) wondering (if you could tell me); i am (just) wondering; i 'm (just) wondering; i wonder; now i wonder; i am trying to find out; i 'm trying to find out; i would love to know; i 'd love to know; it would be great to know; i am not sure; i 'm not sure; i am curious; i 'm curious; let me know; remind me
please find/give/list/name/state; find me; look up; please look up; name the; list the; state the; i 'd be grateful if you could tell me; i would be grateful if you could tell me; any idea; do you have any idea; have you any idea; is it true that; please (kindly) tell/show me; show me; please explain (to me); please let me know; please; kindly; tell me; just tell me; say; explain (to me)
excuse me; pardon me; sorry to bother/disturb you (but); sorry for bothering you (but); sorry; hello (there); hi (there); hey (there); good morning; good afternoon; good evening; dear all; thanks; thank you; ok; okay; well; so; right; um; quick question; a quick question; just a quick question; quick one; one quick question; simple question; short question; one question; one more thing; one more question; another question; question; just to be sure; just to be clear; just out of curiosity; out of curiosity; just checking; just curious; to be clear; by the way; btw; maybe you know; and; but; also
`
export const closings = `
please; thanks; thank you; thank you (so) (very) much; many thanks; thanks (so) (very) much; thanks a lot; thanks in advance; thank you in advance; cheers; if you know; if you do not mind; if i may ask; if you can tell me; do you know; by the way; by any chance; exactly; again please; and thanks; and thank you; i wonder; roughly speaking; in your opinion; any idea; any ideas; i would appreciate your help; best regards; kind regards
`
/**
 * A sentence that consists of nothing but these says only that one has looked, asked or wondered; any other word
 * in it may change the answer (`I am allergic.`), so it stays.
 */
export const smallTalk = `
i we you he she they my our his her me us it them this that these those here somewhere everywhere the a an is am are was were 'm 've 're 'd 's have has had been be being do does did n't not no can could would but and so yet because as to for of in on at about with through from out all any some just only now already still again ever always
read reading look looked looking search searched searching ask asked asking find found finding know knew known wonder wondering wondered see seen saw check checked checking go going gone went keep keeps kept want wants wanted try tried trying talk talked talking love like enjoy hope need help remember forgot think thought say says said tell told prepare preparing come came discuss discussed discussing argue arguing sit sitting hold holding spread have having time
document documents handbook book cookbook manual guide leaflet policy contract lease folder folders page pages menu menus intranet website internet text paper papers plan plans table desk print letter letters file files office counter phone coffee tv documentary quiz argument discussion meeting question topic list booklet brochure index chapter notes note
colleague colleagues friend friends family sister brother mother father mum dad wife husband son daughter kid kids child children boss neighbour neighbor neighbours nobody everybody anyone someone people team
ages hours minutes while today yesterday morning evening moment bit lot little nice good great interesting thick small long big written anywhere nowhere nothing answer answers up over well too very much right who over by front together same
`

/** Persons of whom small talk may tell, but for whom a question may ask. */
export const persons =
  wordSet(`child children kid kids friend friends family sister brother mother father mum dad wife husband son daughter
colleague colleagues boss neighbour neighbor neighbours people team`)
/** One of these makes a sentence one of looking or asking. */
export const telling =
  wordSet(`read reading look looked looking search searched searching ask asked asking find found know knew known wonder wondering
wondered check checked checking talk talking talked discuss discussed discussing argue arguing argument quiz discussion meeting spread
written love like see seen documentary saw`)
