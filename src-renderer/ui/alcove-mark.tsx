/** The mark: a niche with a lamp lit in it. */
export function AlcoveMark({
  className,
  size = 36,
}: {
  readonly className?: string | undefined
  readonly size?: number
}) {
  return (
    <svg className={className} width={size} height={size} viewBox="0 0 36 36" role="img" aria-label="Alcove">
      <path d="M6 33V17a12 12 0 0 1 24 0v16z" fill="#1d3b43" />
      <path d="M10 33V18a8 8 0 0 1 16 0v15z" fill="#27505a" />
      <circle cx="18" cy="22" r="8" fill="#f0b04a" opacity=".28" />
      <circle cx="18" cy="22" r="4.2" fill="#f7c566" />
      <path d="M16.9 26.5h2.2V33h-2.2z" fill="#f0b04a" />
      <path d="M4 33h28" stroke="#f0b04a" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}
