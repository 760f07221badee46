// Writes a `.br` and a `.gz` beside every file of a folder, and prints for each file its name
// and its bytes: as it is, with gzip, with brotli. Node packs as many at once as it has threads for.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const folder = process.argv[2];

async function packed(name) {
  const path = join(folder, name);
  const bytes = readFileSync(path);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  const [zipped, small] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes, { params }),
  ]);
  writeFileSync(`${path}.gz`, zipped);
  writeFileSync(`${path}.br`, small);
  return [name, bytes.length, zipped.length, small.length].join('\t');
}

const names = readdirSync(folder, { recursive: true }).map(String).sort();
const files = names.filter((name) => statSync(join(folder, name)).isFile());
for (const line of await Promise.all(files.map(packed))) console.log(line);
