import { Button, Progress, Skeleton, UnstyledButton } from '@mantine/core'
import { IconArrowUpRight, IconBook2, IconFilePlus, IconFolderPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Collection, IngestStatus } from '../../src-shared/schemas/library.ts'
import { addSamples, pickDocuments } from '../ui/add-documents.ts'
import { AlcoveMark } from '../ui/alcove-mark.tsx'
import { useApp, useBridge } from '../ui/app-context.tsx'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { formatRemaining, plural } from '../ui/format.ts'
import { useChatStores } from './chat-context.tsx'
import classes from './welcome.module.css'
import { exampleQuestions, type WelcomeState, welcomeState } from './welcome-state.ts'

/** What is shown before a conversation has begun: the way to the first answer, wherever the person stands. */
export function Welcome() {
  const collections = useApp((state) => state.collections)
  const ingest = useApp((state) => state.ingest)
  const failure = useApp((state) => state.failure)
  const refresh = useApp((state) => state.refresh)
  const state = welcomeState(collections, ingest)
  return (
    <div className={classes.scroller}>
      <div className={classes.welcome}>
        <AlcoveMark size={64} />
        {failure !== null && (
          <ErrorNotice
            error={failure}
            title="Alcove could not look at your library."
            onRetry={() => void refresh()}
          />
        )}
        <Stage state={state} collections={collections ?? []} ingest={ingest} hasFailed={failure !== null} />
      </div>
    </div>
  )
}

interface StageProps {
  readonly state: WelcomeState
  readonly collections: readonly Collection[]
  readonly ingest: IngestStatus | null
  readonly hasFailed: boolean
}

function Stage({ state, collections, ingest, hasFailed }: StageProps) {
  switch (state.kind) {
    case 'loading':
      return hasFailed ? null : <Skeleton height={30} width={320} radius="md" />
    case 'empty':
      return <FirstRun />
    case 'reading':
      return <Reading ingest={ingest} />
    case 'ready':
      return <Ready state={state} collections={collections} />
  }
}

function FirstRun() {
  const bridge = useBridge()
  const [isAdding, setAdding] = useState(false)
  async function begin() {
    setAdding(true)
    await addSamples(bridge)
    setAdding(false)
  }
  return (
    <>
      <h2 className={classes.title}>Ask your own documents</h2>
      <p className={classes.words}>
        Alcove reads them here, on this machine, and shows the passage behind every answer. Nothing leaves it.
      </p>
      <div className={classes.ways}>
        <section className={classes.way} aria-labelledby="way-samples">
          <IconBook2 size={26} stroke={1.5} aria-hidden="true" />
          <h3 id="way-samples">Look around first</h3>
          <p>A handbook of seven mountain huts: fifteen short documents, made to be asked about.</p>
          <Button loading={isAdding} onClick={() => void begin()}>
            Try the sample handbook
          </Button>
        </section>
        <section className={classes.way} aria-labelledby="way-own">
          <IconFilePlus size={26} stroke={1.5} aria-hidden="true" />
          <h3 id="way-own">Bring your own</h3>
          <p>Text, Markdown, HTML, PDF and Word. Choose them, or drop them anywhere on this window.</p>
          <AddButtons variant="default" />
        </section>
      </div>
    </>
  )
}

function AddButtons({ variant }: { readonly variant: 'default' | 'subtle' }) {
  const bridge = useBridge()
  const { chat } = useChatStores()
  const pick = (kind: 'files' | 'folder') => pickDocuments(bridge, kind, chat.getState().collectionId)
  return (
    <div className={classes.buttons}>
      <Button
        variant={variant}
        leftSection={<IconFilePlus size={16} aria-hidden="true" />}
        onClick={() => void pick('files')}
      >
        Add files
      </Button>
      <Button
        variant={variant}
        leftSection={<IconFolderPlus size={16} aria-hidden="true" />}
        onClick={() => void pick('folder')}
      >
        Add a folder
      </Button>
    </div>
  )
}

function Reading({ ingest }: { readonly ingest: IngestStatus | null }) {
  if (ingest === null) return null
  const finished = ingest.done + ingest.failed
  const remaining = formatRemaining(ingest.remainingSeconds)
  const partly = ingest.active.reduce((sum, { progress }) => sum + progress, 0)
  const percent = Math.min(100, ((finished + partly) / Math.max(1, ingest.total)) * 100)
  return (
    <>
      <h2 className={classes.title}>Reading your documents</h2>
      <p className={classes.words}>
        {finished} of {plural(ingest.total, 'document')} read{remaining !== null && `, ${remaining}`}. You can
        ask already; what has been read is found.
      </p>
      <Progress className={classes.progress} value={percent} size="md" aria-label="Documents read" />
      <ul className={classes.active} aria-label="Being read now">
        {ingest.active.slice(0, 3).map(({ documentId, title }) => (
          <li key={documentId}>{title}</li>
        ))}
      </ul>
    </>
  )
}

function Ready({
  state,
  collections,
}: {
  readonly state: WelcomeState
  readonly collections: readonly Collection[]
}) {
  const { chat } = useChatStores()
  const isOnlySamples = collections.every(({ id, documents }) => id === state.samplesId || documents === 0)
  function ask(question: string) {
    chat.getState().setCollection(state.samplesId)
    void chat.getState().ask(question)
  }
  return (
    <>
      <h2 className={classes.title}>What would you like to know?</h2>
      <p className={classes.words}>
        {plural(state.passages, 'passage')} from {plural(state.documents, 'document')} are open to your
        questions.
      </p>
      {state.samplesId !== null && (
        <section className={classes.examples} aria-label="Questions to the sample handbook">
          {exampleQuestions.map((question) => (
            <UnstyledButton key={question} className={classes.example} onClick={() => ask(question)}>
              <span>{question}</span>
              <IconArrowUpRight size={16} stroke={1.6} aria-hidden="true" />
            </UnstyledButton>
          ))}
        </section>
      )}
      {isOnlySamples && <AddButtons variant="subtle" />}
    </>
  )
}
