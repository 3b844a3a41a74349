import { useSyncExternalStore, type ReactNode } from 'react';
import { useTexts } from '../texts/texts.ts';

function subscribe(changed: () => void): () => void {
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
}

/** Says so while the browser has no network. */
export function OfflineNotice(): ReactNode {
  const { state } = useTexts();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status" className="offline">
      {!isOnline && <p>{state.offline}</p>}
    </div>
  );
}
