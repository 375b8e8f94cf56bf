import { existsSync } from 'node:fs'

export interface Host {
  readonly platform: NodeJS.Platform
  readonly isRoot: boolean
  readonly hasGpu: boolean
  readonly environment: NodeJS.ProcessEnv
}

/** The command that opens the project's window; what is passed on comes after the app's path, as Electron has it. */
export function windowCommand(
  executable: string,
  project: string,
  passedOn: readonly string[],
  host: Host = thisHost(),
): { command: string; args: string[] } {
  const flags = host.platform === 'linux' ? linuxFlags(host) : []
  return { command: executable, args: [...flags, project, ...passedOn] }
}

function linuxFlags(host: Host): string[] {
  const flags: string[] = []
  // Chromium refuses to run as root with its sandbox, which is made of dropping rights that root keeps. It is for
  // containers and CI; everyone else keeps the sandbox.
  if (host.isRoot) flags.push('--no-sandbox')
  // As under Xvfb in a container: else its GPU process dies and is started anew a few times first.
  if (!host.hasGpu) flags.push('--disable-gpu')
  // Electrons before 38 ask for X11 even where there is only Wayland.
  if (!host.environment.DISPLAY && host.environment.WAYLAND_DISPLAY) flags.push('--ozone-platform=wayland')
  return flags
}

function thisHost(): Host {
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasGpu: ['/dev/dri', '/dev/nvidiactl', '/dev/dxg'].some((device) => existsSync(device)),
    environment: process.env,
  }
}
