import { UnstyledButton } from '@mantine/core'
import { ErrorNotice } from '../ui/error-notice.tsx'
import { Page } from '../ui/page.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import { AboutPanel } from './about-panel.tsx'
import { AnswersSettings } from './answers-settings.tsx'
import { AppearanceSettings } from './appearance-settings.tsx'
import { DataPanel } from './data-panel.tsx'
import { EarlierAnswers } from './earlier-answers.tsx'
import { ModelSettings } from './model-settings.tsx'
import { OfferedModels } from './offered-models.tsx'
import classes from './settings-view.module.css'
import { useSettings } from './use-settings.ts'

const sections = [
  { id: 'settings-appearance', label: 'Appearance', content: AppearanceSettings },
  { id: 'settings-models', label: 'Models', content: ModelSettings },
  { id: 'settings-offered', label: 'More models', content: OfferedModels },
  { id: 'settings-answers', label: 'Answers', content: AnswersSettings },
  { id: 'settings-earlier-answers', label: 'Earlier answers', content: EarlierAnswers },
  { id: 'settings-data', label: 'Data', content: DataPanel },
  { id: 'settings-about', label: 'About', content: AboutPanel },
] as const

/** What a person may change. Every change applies at once; there is no button to save. */
export function SettingsView() {
  const failure = useSettings((state) => state.failure)
  return (
    <Page label="Settings">
      <PageHeader title="Settings" description="Every change applies at once." />
      <div className={classes.layout}>
        <nav className={classes.nav} aria-label="Sections of the settings">
          {sections.map(({ id, label }) => (
            <UnstyledButton
              key={id}
              className={classes.link}
              onClick={() =>
                document.getElementById(id)?.scrollIntoView({ behavior: 'smooth', block: 'start' })
              }
            >
              {label}
            </UnstyledButton>
          ))}
        </nav>
        <div className={classes.stack}>
          {failure !== null && <ErrorNotice title="The settings could not be read." error={failure} />}
          {sections.map(({ id, content: Content }) => (
            <div key={id} id={id} className={classes.section}>
              <Content />
            </div>
          ))}
        </div>
      </div>
    </Page>
  )
}
