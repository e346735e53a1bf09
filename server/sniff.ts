/** What a file is, and whether its own bytes say so or only the browser. */
export interface Kind {
  readonly type: string
  readonly certain: boolean
}

/** How many bytes are looked at. */
export const enough = 512

/** First bytes as Latin-1; `?` stands for any byte. The first row that fits counts. */
const marks: readonly (readonly [type: string, mark: string])[] = [
  ['image/png', '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', '\xff\xd8\xff'],
  ['image/gif', 'GIF87a'],
  ['image/gif', 'GIF89a'],
  ['image/webp', 'RIFF????WEBP'],
  ['image/avif', '????ftypavif'],
  ['image/heic', '????ftyphei'],
  ['image/heic', '????ftypmif1'],
  ['image/tiff', 'II*\0'],
  ['image/tiff', 'MM\0*'],
  ['application/pdf', '%PDF-'],
  ['application/zip', 'PK\x03\x04'],
  ['application/zip', 'PK\x05\x06'],
  ['application/gzip', '\x1f\x8b\x08'],
  ['application/x-7z-compressed', "7z\xbc\xaf'\x1c"],
  ['video/quicktime', '????ftypqt  '],
  ['audio/mp4', '????ftypM4A'],
  ['video/mp4', '????ftyp'],
  ['video/webm', '\x1aE\xdf\xa3'],
  ['audio/ogg', 'OggS'],
  ['audio/flac', 'fLaC'],
  ['audio/wav', 'RIFF????WAVE'],
  ['audio/mpeg', 'ID3'],
  ['audio/mpeg', '\xff\xfb'],
]

const recognised = new Set(marks.map(([type]) => type))

/** Formats that are another one inside; which, only the browser says. */
const wrapped: Readonly<Record<string, RegExp>> = {
  'application/zip':
    /^application\/(epub\+zip|vnd\.(openxmlformats-officedocument|oasis\.opendocument|ms-\w+)\.[\w.-]+)$/,
  'video/webm': /^(audio\/webm|video\/x-matroska)$/,
  'audio/ogg': /^video\/ogg$/,
}

/** What the first bytes of a file say that it is; what the browser said, if they cannot contradict it. */
export function kindOf(head: Uint8Array, claimed: string): Kind {
  const start = Buffer.from(head).toString('latin1')
  const [found] = marks.find(([, mark]) => [...mark].every((byte, at) => byte === '?' || byte === start[at])) ?? []
  if (found !== undefined) return { type: wrapped[found]?.test(claimed) ? claimed : found, certain: true }
  const isText = claimed.startsWith('text/')
  if (recognised.has(claimed) || (isText && start.includes('\0'))) {
    return { type: 'application/octet-stream', certain: true }
  }
  return { type: claimed, certain: isText }
}

/** `image/*` allows what is an image by its own bytes; what the browser only says has to be named in full. */
export function isAllowed({ type, certain }: Kind, types: readonly string[]): boolean {
  return types.some((each) => each === type || (certain && each.endsWith('/*') && type.startsWith(each.slice(0, -1))))
}
