/**
 * Verbs that ask the same of a document. One group an entry; `_` joins the words of a phrase. Left out are near
 * ones whose answers differ where it matters: repair and replace, steal and rob, suspend and cancel.
 */
export const verbSynonyms = `
repair fix mend; begin start commence; end finish conclude; buy purchase; obtain get receive acquire
send dispatch ship; notify inform let_know; request apply_for ask_for; modify change alter amend
submit hand_in turn_in send_in hand_over; reveal disclose divulge; enrol enroll sign_up register
thaw defrost unfreeze; attach fasten affix connect; connect hook_up; choose select pick; remove take_off
delete erase; uninstall deinstall; close shut; bring take_along bring_along; reach get_to
happen occur; permit allow; forbid prohibit ban; help assist aid; need require
install set_up; configure; employ hire recruit; dismiss fire sack lay_off; resign quit step_down
construct build erect; show display; use utilise utilize; rent_out hire_out; keep retain
cancel call_off; terminate; postpone put_off defer; discover find_out; find locate
explain clarify; examine inspect check; verify; confirm; calculate compute work_out; reimburse pay_back refund
pay settle; claim; store keep_safe; dispose throw_away discard dispose_of get_rid_of throw_out; clean; wash launder
fill_in fill_out complete; switch_on turn_on power_on; switch_off turn_off power_off; restart reboot
reset; restore recover; save; back_up backup; log_in sign_in log_on; log_out log_off sign_out
download; upload; assess appraise evaluate; estimate; appoint nominate; approve authorise sign_off; reject decline turn_down refuse
accept; contact get_in_touch get_in_touch_with get_hold_of; phone call ring; reply answer respond
speak talk; arrive; leave depart; lead; trim; cultivate grow; sow; plant; irrigate water; fertilise
stir; blend; chop; grate; boil; simmer; bake; roast; season; cool cool_down chill; heat heat_up warm_up; melt
join become_a_member; recognise identify; protect safeguard; prevent avoid; cause trigger bring_about; consist
contain include; cover; insure; compensate; own possess; inherit; bequeath; sign; draw_up; publish release
found establish; rule reign govern; conquer; invade; destroy demolish tear_down; discontinue phase_out
expire run_out lapse; renew extend prolong; book reserve; board; visit; stay; hang hang_up; reduce decrease cut
increase raise; earn; spend; train; educate; teach; learn; pass; fail; win; lose; score; measure; weigh
mount put_up; assemble put_together; dismantle take_apart disassemble; adjust; tighten; loosen; lubricate oil; operate
stop halt cease; continue carry_on go_on; replace swap; exchange; return give_back bring_back; borrow; lend; give; supply provide
report; complain; object; appeal; decide; determine; describe; state; mention; collect pick_up; deliver; distribute hand_out
eliminate; rename; move; copy; paste; print; scan; encrypt; decrypt; sync synchronise; share; merge; split
drink; eat; swallow; inject; administer; prescribe; treat; cure heal; itch; bleed; ventilate air; paint
demand; seek; search look_for; consult; wear; park; hike walk; climb; sleep; cook ; light; extinguish put_out
grasp understand; unblock unclog; undo revert; view see; specify; postulate; retrieve fetch
crash; freeze; leak; drip; rust corrode; shrink; soak steep; peel; squeeze; knead; whisk
`
