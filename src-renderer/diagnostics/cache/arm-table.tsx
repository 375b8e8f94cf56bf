import { Button, Tooltip } from '@mantine/core'
import { useState } from 'react'
import type { ArmResult, ExperimentView } from '../../../src-shared/schemas/cache-experiment.ts'
import { useApp } from '../../ui/app-context.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { formatCosine, formatCount } from '../../ui/format.ts'
import figures from '../figures.module.css'
import classes from './arm-table.module.css'
import { adoptionFault, armWords } from './experiment-words.ts'
import { RateBar } from './rate-bar.tsx'
import { useCache } from './use-cache.ts'

/** What each arm did or would have done. The first is what the others are compared with. */
export function ArmTable({ view }: { readonly view: ExperimentView }) {
  const [adopting, setAdopting] = useState<number | null>(null)
  const adopt = useCache((state) => state.adoptArm)
  const { arms } = view
  const fullHits = scaleOf(arms.map(({ hitRate }) => hitRate?.high ?? 0))
  const fullDisagreements = scaleOf(arms.map(({ disagreementRate }) => disagreementRate?.high ?? 0))
  const chosen = adopting === null ? undefined : arms[adopting]
  return (
    <>
      <table className={`${figures.table} ${classes.table}`}>
        <caption className="visually-hidden">Arms of the experiment</caption>
        <thead>
          <tr>
            <th scope="col">Least cosine</th>
            <th scope="col" className={figures.figure}>
              Look-ups
            </th>
            <th scope="col" className={figures.figure}>
              Hits
            </th>
            <th scope="col">Hit rate (95 % interval)</th>
            <th scope="col" className={figures.figure}>
              Compared
            </th>
            <th scope="col">Disagree with the fresh answer</th>
            <th scope="col">
              <span className="visually-hidden">Adopt</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {arms.map((arm, index) => (
            <tr key={armWords(arm)}>
              <th scope="row">
                {formatCosine(arm.threshold)}
                <span className={classes.guard}>{arm.isGuarded ? 'with guard' : 'no guard'}</span>
              </th>
              <td className={figures.figure}>{formatCount(arm.lookups)}</td>
              <td className={figures.figure}>{formatCount(arm.hits)}</td>
              <td className={classes.rate}>
                <RateBar share={arm.hitRate} full={fullHits} tone="good" />
              </td>
              <td className={figures.figure}>{formatCount(arm.compared)}</td>
              <td className={classes.rate}>
                <RateBar share={arm.disagreementRate} full={fullDisagreements} tone="bad" />
              </td>
              <td>
                <AdoptButton arm={arm} onAsk={() => setAdopting(index)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ConfirmDialog
        opened={chosen !== undefined}
        title={chosen === undefined ? '' : `Serve from a cosine of ${formatCosine(chosen.threshold)} up?`}
        confirmLabel="Adopt"
        isDanger={false}
        onConfirm={() => (adopting === null ? undefined : adopt(adopting))}
        onClose={() => setAdopting(null)}
      >
        It becomes the setting, in force at once. An experiment that is running ends. Nothing that is kept is
        lost. Settings can change it again.
      </ConfirmDialog>
    </>
  )
}

/** Bars of one column share a scale that shows the widest interval whole. */
const scaleOf = (highs: readonly number[]): number => Math.max(0.1, ...highs)

function AdoptButton({ arm, onAsk }: { readonly arm: ArmResult; readonly onAsk: () => void }) {
  const sources = useApp((state) => state.settings?.sources ?? null)
  const fault = adoptionFault(arm, sources)
  return (
    <Tooltip
      label={fault}
      disabled={fault === null}
      multiline
      maw={260}
      events={{ hover: true, focus: true, touch: true }}
    >
      {/* Not `disabled`: its reason must be reachable by key. */}
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Adopt ${armWords(arm)}${fault === null ? '' : `: ${fault}`}`}
        aria-disabled={fault !== null}
        data-disabled={fault !== null}
        onClick={() => {
          if (fault === null) onAsk()
        }}
      >
        Adopt…
      </Button>
    </Tooltip>
  )
}
