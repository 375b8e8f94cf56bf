import { Select } from '@mantine/core'
import { IconArrowsSplit } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { CacheNearMiss } from '../../../src-shared/schemas/cache.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { formatCosine, formatCount, formatSecond, plural } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import shared from './cache-explorer.module.css'
import classes from './near-misses-tab.module.css'
import { countByRule, detailWords, ruleWords } from './rule-words.ts'
import { ToldNotice } from './told-notice.tsx'
import { useCache } from './use-cache.ts'

const ALL = ''
/** More than are read at one look; a rule narrows them. */
const SHOWN = 50
const none: readonly CacheNearMiss[] = []

/** Questions that were near a kept one and were answered afresh, with what stood between. */
export function NearMissesTab() {
  const told = useCache((state) => state.nearMisses)
  const read = useCache((state) => state.read)
  const [rule, setRule] = useState(ALL)
  const [shown, setShown] = useState(SHOWN)
  const all = told.value ?? none
  const counts = useMemo(() => countByRule(all), [all])
  const chosen = counts.some((count) => count.rule === rule) ? rule : ALL
  const found = useMemo(() => all.filter((miss) => chosen === ALL || miss.rule === chosen), [all, chosen])
  return (
    <Panel
      title="Near misses"
      description="Questions that were near a kept one and were answered afresh all the same, newest first, and what stood between."
      actions={
        counts.length > 0 && (
          <Select
            size="xs"
            className={classes.rule}
            aria-label="Rule"
            data={[
              { value: ALL, label: `All rules (${formatCount(all.length)})` },
              ...counts.map((one) => ({
                value: one.rule,
                label: `${ruleWords(one.rule).label} (${formatCount(one.count)})`,
              })),
            ]}
            value={chosen}
            allowDeselect={false}
            onChange={(value) => {
              setRule(value ?? ALL)
              setShown(SHOWN)
            }}
          />
        )
      }
    >
      <ToldNotice
        told={told}
        title="The near misses could not be read."
        onRetry={() => void read('nearMisses')}
      />
      {told.value !== null && all.length === 0 && (
        <EmptyState icon={<IconArrowsSplit size={30} stroke={1.4} />} title="No near miss yet">
          A question that is near a kept one, but asks something else, is noted here with the rule that told
          them apart.
        </EmptyState>
      )}
      {chosen !== ALL && <p className={shared.note}>{ruleWords(chosen).about}</p>}
      {found.length > 0 && (
        <ol className={classes.list} aria-label={plural(found.length, 'near miss', 'near misses')}>
          {found.slice(0, shown).map((miss) => (
            <NearMissRow key={keyOf(miss)} miss={miss} />
          ))}
        </ol>
      )}
      {found.length > shown && (
        <button type="button" className={classes.more} onClick={() => setShown(shown + SHOWN)}>
          Show {plural(Math.min(SHOWN, found.length - shown), 'more', 'more')}
        </button>
      )}
    </Panel>
  )
}

const keyOf = ({ at, asked, entryId }: CacheNearMiss): string => `${at} ${entryId} ${asked}`

function NearMissRow({ miss }: { readonly miss: CacheNearMiss }) {
  const { at, asked, cached, similarity, rule, detail } = miss
  const { label, about } = ruleWords(rule)
  return (
    <li className={classes.row}>
      <dl className={classes.pair}>
        <div>
          <dt>Asked</dt>
          <dd>{asked}</dd>
        </div>
        <div>
          <dt>Kept</dt>
          <dd>{cached}</dd>
        </div>
      </dl>
      <p className={classes.why}>
        <strong title={about}>{label}</strong>
        <span>{detailWords(detail)}</span>
        <span className={classes.figures}>
          cosine {formatCosine(similarity)} ·{' '}
          <time dateTime={new Date(at).toISOString()}>{formatSecond(at)}</time>
        </span>
      </p>
    </li>
  )
}
