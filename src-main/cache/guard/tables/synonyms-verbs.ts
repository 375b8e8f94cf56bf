/**
 * Verbs that ask the same of a document. One group an entry; `_` joins the words of a phrase. Left out are near
 * ones whose answers differ where it matters: repair and replace, steal and rob, suspend and cancel.
 */
export const verbSynonyms = `
repair fix mend; begin start commence; end finish; buy purchase; obtain get receive acquire
send dispatch ship; make_money earn_money; notify inform let_know; request apply_for ask_for; modify change alter amend
submit hand_in turn_in send_in hand_over; reveal disclose divulge; enrol enroll sign_up register
thaw defrost; attach fasten affix connect; connect hook_up; choose select pick; remove take_off
delete erase; uninstall deinstall; close shut; bring take_along bring_along; reach get_to
happen occur; permit allow; forbid prohibit ban; help assist aid; need require
install set_up; hire recruit; dismiss fire sack; resign quit step_down
construct build erect; show display; use utilise utilize; rent_out hire_out; keep retain
cancel call_off; postpone put_off defer; discover find_out; find locate
explain clarify; examine inspect check; calculate compute work_out; reimburse pay_back refund
store keep_safe; dispose throw_away discard dispose_of get_rid_of throw_out; wash launder
fill_in fill_out complete; switch_on turn_on power_on; switch_off turn_off power_off; restart reboot
restore recover; back_up backup; log_in sign_in log_on; log_out log_off sign_out
assess appraise evaluate; appoint nominate; approve authorise sign_off; reject decline turn_down refuse
contact get_in_touch get_in_touch_with get_hold_of; phone call ring; reply answer respond
speak talk; leave depart; cultivate grow; irrigate water
cool cool_down chill; heat heat_up warm_up
join become_a_member; recognise identify; protect safeguard; prevent avoid; cause trigger bring_about
contain include; own possess; publish release
found establish; rule reign govern; destroy demolish tear_down; discontinue phase_out
expire run_out lapse; extend prolong; book reserve; hang hang_up; reduce decrease cut
mount put_up; assemble put_together; dismantle take_apart disassemble; lubricate oil
stop halt cease; continue carry_on go_on; replace swap; return give_back bring_back; supply provide
collect pick_up; distribute hand_out
sync synchronise
cure heal; ventilate air
search look_for; hike walk; extinguish put_out
grasp understand; unblock unclog; undo revert; view see; retrieve fetch
rust corrode; soak steep
`
