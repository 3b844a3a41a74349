/** The files of a page did not come: the connection is down, or the service has newer ones by now. */
export class NotFetched extends Error {
  override readonly name = 'NotFetched';
}

/** @throws NotFetched */
export async function fetched<Page>(page: Promise<Page>): Promise<Page> {
  try {
    return await page;
  } catch (cause) {
    throw new NotFetched('the files of a page did not come', { cause });
  }
}
