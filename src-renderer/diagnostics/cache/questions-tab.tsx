import { Button } from '@mantine/core'
import { IconMessageQuestion, IconRefresh } from '@tabler/icons-react'
import type { QuestionPatterns } from '../../../src-shared/schemas/question-patterns.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { formatCount, formatDateTime, plural } from '../../ui/format.ts'
import { Panel } from '../../ui/panel.tsx'
import shared from './cache-explorer.module.css'
import { ClusterList } from './cluster-list.tsx'
import classes from './questions-tab.module.css'
import { ruleWords } from './rule-words.ts'
import { ToldNotice } from './told-notice.tsx'
import { useCache } from './use-cache.ts'

/** What is asked: most often, at most cost, without an answer. */
export function QuestionsTab() {
  const told = useCache((state) => state.patterns)
  const read = useCache((state) => state.read)
  const { value: patterns } = told
  const lookAgain = () => void read('patterns')
  return (
    <>
      <div className={shared.row}>
        <p className={`${shared.note} ${classes.about}`}>{patterns !== null && aboutWords(patterns)}</p>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={15} aria-hidden="true" />}
          onClick={lookAgain}
        >
          Look again
        </Button>
      </div>
      <ToldNotice told={told} title="The questions could not be read." onRetry={lookAgain} />
      {patterns !== null && (patterns.asked === 0 ? <NoQuestions /> : <Patterns patterns={patterns} />)}
    </>
  )
}

function aboutWords({ asked, since, clusteredBy }: QuestionPatterns): string {
  if (asked === 0 || since === null) return ''
  const by =
    clusteredBy === 'meaning'
      ? 'Those that ask nearly the same are counted together.'
      : 'There is no embedding model, so only those with the same words are counted together.'
  return `${plural(asked, 'question')} since ${formatDateTime(since)}. ${by}`
}

function NoQuestions() {
  return (
    <Panel title="Questions">
      <EmptyState icon={<IconMessageQuestion size={30} stroke={1.4} />} title="Nothing was asked yet">
        What is asked most, what takes longest and what was never answered is shown here.
      </EmptyState>
    </Panel>
  )
}

function Patterns({ patterns }: { readonly patterns: QuestionPatterns }) {
  const { mostFrequent, mostCostly, neverAnswered, nearMissesByRule } = patterns
  return (
    <>
      <div className={shared.pair}>
        <Panel title="Asked most" description="By how often, whatever the wording.">
          <ClusterList clusters={mostFrequent} figure="count" none="Nothing yet." />
        </Panel>
        <Panel title="Cost most" description="By the time that answering took altogether.">
          <ClusterList clusters={mostCostly} figure="totalMs" none="Nothing yet." />
        </Panel>
      </div>
      <div className={shared.pair}>
        <Panel
          title="Never answered"
          description="Only quoted, nothing found, or not answered at all: documents may be missing."
        >
          <ClusterList clusters={neverAnswered} figure="unanswered" none="Every question got an answer." />
        </Panel>
        <Panel title="Near misses by rule" description="What kept questions from an earlier answer.">
          <Rules rules={nearMissesByRule} />
        </Panel>
      </div>
    </>
  )
}

function Rules({ rules }: { readonly rules: QuestionPatterns['nearMissesByRule'] }) {
  if (rules.length === 0) return <p className={shared.note}>None so far.</p>
  return (
    <ul className={classes.rules}>
      {rules.map(({ rule, count, example }) => (
        <li key={rule}>
          <span className={classes.rule}>
            <strong>{ruleWords(rule).label}</strong>
            <span className={classes.count}>{formatCount(count)}</span>
          </span>
          <span className={classes.example}>“{example.asked}”</span>
          <span className={classes.example}>kept: “{example.cached}”</span>
        </li>
      ))}
    </ul>
  )
}
