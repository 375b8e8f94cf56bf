interface AlcoveMarkProps {
  readonly className?: string | undefined
  /** Pixels. @default 36 */
  readonly size?: number
}

/** The mark, as on the icon: a lamp and a book in an alcove. Decoration only. */
export function AlcoveMark({ className, size = 36 }: AlcoveMarkProps) {
  return (
    <svg className={className} width={size} height={size} viewBox="76 44 360 400" aria-hidden="true">
      <path d="M96 432V224a160 160 0 0 1 320 0v208z" fill="var(--mark-niche)" />
      <path d="M128 432V226a128 128 0 0 1 256 0v206z" fill="var(--mark-light)" />
      <path
        d="M256 346c-36-30-80-38-128-34v84c48-4 92 4 128 36 36-32 80-40 128-36v-84c-48-4-92 4-128 34z"
        fill="var(--mark-book)"
      />
      <path d="M256 350v78" stroke="var(--mark-light)" strokeWidth="12" />
      <circle cx="256" cy="208" r="52" fill="var(--mark-flame)" />
    </svg>
  )
}
