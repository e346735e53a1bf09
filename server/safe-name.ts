/** Without folders, control and direction characters, what shells and Windows give a meaning to, and leading dots. */
export function safeName(name = ''): string {
  const harmless = name
    .normalize('NFC')
    .replace(/^.*[/\\]/s, '')
    .replace(/[\p{C}<>:"|?*]/gu, '')
  const short = [...harmless].slice(-100).join('')
  return short.replace(/^[.\s]+|[.\s]+$/g, '') || 'file'
}
