import { ActionIcon, Tooltip } from '@mantine/core'
import { IconMessageForward } from '@tabler/icons-react'
import type { QuestionCluster } from '../../../src-shared/schemas/question-patterns.ts'
import { useChatActions } from '../../chat/index.ts'
import { useApp } from '../../ui/app-context.tsx'
import { formatCount } from '../../ui/format.ts'
import shared from './cache-explorer.module.css'
import classes from './cluster-list.module.css'
import { type ClusterFigure, clusterFacts, clusterFigure } from './cluster-words.ts'

interface ClusterListProps {
  readonly clusters: readonly QuestionCluster[]
  /** What they are ordered by. */
  readonly figure: ClusterFigure
  /** What is said where there are none. */
  readonly none: string
}

/** Questions that ask nearly the same, under the wording that was asked most. */
export function ClusterList({ clusters, figure, none }: ClusterListProps) {
  const collections = useApp((state) => state.collections)
  if (clusters.length === 0) return <p className={shared.note}>{none}</p>
  return (
    <ol className={classes.list}>
      {clusters.map((cluster) => (
        <li key={`${cluster.collectionId} ${cluster.label}`} className={classes.cluster}>
          <span className={classes.head}>
            <span className={classes.label}>{cluster.label}</span>
            <strong className={classes.figure}>{clusterFigure(cluster, figure)}</strong>
            <AskAgain cluster={cluster} />
          </span>
          <span className={classes.facts}>{clusterFacts(cluster, figure, collections)}</span>
          {cluster.wordings.length > 1 && (
            <details className={classes.wordings}>
              <summary>{formatCount(cluster.wordings.length)} wordings</summary>
              <ul>
                {cluster.wordings.map(({ question, count }) => (
                  <li key={question}>
                    {question} <span className={shared.faint}>× {formatCount(count)}</span>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </li>
      ))}
    </ol>
  )
}

function AskAgain({ cluster: { label, collectionId } }: { readonly cluster: QuestionCluster }) {
  const { ask } = useChatActions()
  return (
    <Tooltip label="Ask again in Chat">
      <ActionIcon
        variant="subtle"
        color="gray"
        className={classes.ask ?? ''}
        aria-label={`Ask again in Chat: ${label}`}
        onClick={() => ask(label, collectionId)}
      >
        <IconMessageForward size={16} aria-hidden="true" />
      </ActionIcon>
    </Tooltip>
  )
}
