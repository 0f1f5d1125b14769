import { MAX_AVATAR_LENGTH } from '../../protocol/limits.ts';

/** Pixels of a side: as large as it is ever shown, or less when it does not fit. */
const SIZES = [96, 64, 48];
const QUALITIES = [0.85, 0.6, 0.35, 0.1];

/**
 * The middle of a picture as a `data:` URL that the server takes as an avatar: WebP, or JPEG where the browser writes no WebP. Rejects for
 * a file that is no picture the browser can show.
 */
export async function shrinkPicture(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file);
  const side = Math.min(picture.width, picture.height);
  const [x, y] = [(picture.width - side) / 2, (picture.height - side) / 2];
  try {
    for (const size of SIZES) {
      const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
      const drawing = canvas.getContext('2d');
      if (!drawing) break;
      drawing.imageSmoothingQuality = 'high';
      // JPEG has no transparency.
      drawing.fillStyle = '#fff';
      drawing.fillRect(0, 0, size, size);
      drawing.drawImage(picture, x, y, side, side, 0, 0, size, size);
      for (const quality of QUALITIES)
        for (const type of ['image/webp', 'image/jpeg']) {
          const url = canvas.toDataURL(type, quality);
          if (url.startsWith(`data:${type}`) && url.length <= MAX_AVATAR_LENGTH) return url;
        }
    }
  } finally {
    picture.close();
  }
  throw new Error('No size of the picture is small enough.');
}
