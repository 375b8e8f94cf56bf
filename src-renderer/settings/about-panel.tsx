import { AlcoveMark } from '../ui/alcove-mark.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Panel } from '../ui/panel.tsx'
import classes from './about-panel.module.css'
import { useSettings } from './use-settings.ts'

export function AboutPanel() {
  const about = useSettings((state) => state.view?.about ?? null)
  if (about === null) return null
  const words = `Alcove ${about.version}, ${about.runtime}`
  return (
    <Panel title="About">
      <div className={classes.about}>
        <span className={classes.mark}>
          <AlcoveMark size={40} />
        </span>
        <div className={classes.words}>
          <strong>Alcove {about.version}</strong>
          <span className={classes.runtime}>{about.runtime}</span>
        </div>
        <CopyButton text={words} label="Copy for a report" />
      </div>
    </Panel>
  )
}
