export interface Host {
  readonly platform: NodeJS.Platform
  readonly isRoot: boolean
  readonly environment: NodeJS.ProcessEnv
}

const thisHost: Host = {
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  environment: process.env,
}

/** The command that opens the project's window; what is passed on comes after the app's path, as Electron has it. */
export function windowCommand(
  executable: string,
  project: string,
  passedOn: readonly string[],
  host: Host = thisHost,
): { command: string; args: string[] } {
  const flags: string[] = []
  if (host.platform === 'linux') {
    // Chromium refuses to run as root with its sandbox, which is made of dropping rights that root keeps. It is
    // for containers and CI; everyone else keeps the sandbox.
    if (host.isRoot) flags.push('--no-sandbox')
    // Electrons before 38 ask for X11 even where there is only Wayland.
    if (!host.environment.DISPLAY && host.environment.WAYLAND_DISPLAY) flags.push('--ozone-platform=wayland')
  }
  return { command: executable, args: [...flags, project, ...passedOn] }
}
