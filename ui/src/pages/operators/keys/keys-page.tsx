import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, body, type Schema } from '../../../api/client.ts';
import { Loaded } from '../../../parts/loaded.tsx';
import { Page } from '../../../parts/page.tsx';
import { When } from '../../../parts/when.tsx';
import { useLanguage, useTexts } from '../../../texts/texts.ts';

type Key = Schema<'SealingKey'>;
type Usage = Schema<'SealingKeyUsage'>;

/** While a rotation is under way, it is looked at again after so many milliseconds. */
const LOOK_AGAIN = 5_000;

const keysQuery = queryOptions({
  queryKey: ['operators', 'keys'],
  queryFn: async () => (await body(api.GET('/api/v2/admin/keys'))).items,
});

const usageQuery = (sealing: string | undefined) =>
  queryOptions({
    queryKey: ['operators', 'keys', 'usage'],
    queryFn: async () => (await body(api.GET('/api/v2/admin/keys/usage'))).items,
    refetchInterval: ({ state }) => (isRotated(state.data ?? [], sealing) ? false : LOOK_AGAIN),
  });

/** The keys that seal tokens, by their ids, and what bears them. */
export function KeysPage(): ReactNode {
  const { operators } = useTexts();
  const query = useQuery(keysQuery);
  const sealing = query.data?.find(({ seals }) => seals)?.id;
  const { data: usage } = useQuery(usageQuery(sealing));
  return (
    <Page title={operators.keys} lead={operators.keysLead}>
      <Loaded query={query}>
        {(keys) => (
          <section className="card" aria-label={operators.keys}>
            {usage !== undefined && sealing !== undefined && <Rotation usage={usage} sealing={sealing} />}
            <ul className="op-items">
              {keys.map((key) => (
                <KeyItem key={key.id} of={key} usage={usage?.find(({ id }) => id === key.id)} />
              ))}
            </ul>
          </section>
        )}
      </Loaded>
    </Page>
  );
}

/** How much bears the key that seals, as long as that is not all. */
function Rotation({ usage, sealing }: { usage: readonly Usage[]; sealing: string }): ReactNode {
  const { operators } = useTexts();
  const number = new Intl.NumberFormat(useLanguage());
  if (isRotated(usage, sealing)) return null;
  const all = usage.reduce((sum, { values }) => sum + values, 0);
  const done = usage.find(({ id }) => id === sealing)?.values ?? 0;
  return (
    <div className="op-rotation">
      <label htmlFor="rotation">{operators.rotated(number.format(done), number.format(all))}</label>
      <progress id="rotation" value={done} max={all} />
      <p className="fine">
        {operators.rotateBy} <code>tokenstore keys rotate</code>
      </p>
    </div>
  );
}

function KeyItem({ of: key, usage }: { of: Key; usage: Usage | undefined }): ReactNode {
  const { operators } = useTexts();
  const number = new Intl.NumberFormat(useLanguage());
  const { id, seals, held, since } = key;
  return (
    <li>
      <div className="op-line">
        <code>{id}</code>
        <span className={`badge ${seals ? 'good' : held ? '' : 'bad'}`}>
          {seals ? operators.seals : held ? operators.opens : operators.notHeld}
        </span>
      </div>
      <p className="fine">
        {since === null ? (
          operators.keyUnused
        ) : (
          <>
            {operators.keySince} <When at={since} />
          </>
        )}
        {usage !== undefined && since !== null && <>, {operators.bears(usage.values, number.format(usage.values))}</>}
      </p>
      {usage?.droppable === true && (
        <p className="fine">
          {operators.droppable} <code>tokenstore keys drop {id}</code>
        </p>
      )}
    </li>
  );
}

function isRotated(usage: readonly Usage[], sealing: string | undefined): boolean {
  return usage.every(({ id, values }) => id === sealing || values === 0);
}
