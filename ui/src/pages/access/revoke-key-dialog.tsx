import type { ReactNode, RefObject } from 'react';
import type { ApiKey } from '../../api/api-keys.ts';
import { TakeAwayDialog } from '../../parts/take-away-dialog.tsx';
import { useNow } from '../../parts/use-now.ts';
import { useTexts } from '../../texts/texts.ts';
import { useRevokeKey } from './access-queries.ts';
import { isExpired } from './key-words.ts';

export interface RevokeKeyDialogProps {
  of: ApiKey;
  focusAfterwards: RefObject<HTMLElement | null>;
  onClose: () => void;
  /** @param says what to tell of it */
  onRevoked: (says: string) => void;
}

export function RevokeKeyDialog({ of: key, focusAfterwards, onClose, onRevoked }: RevokeKeyDialogProps): ReactNode {
  const { access } = useTexts();
  const revoke = useRevokeKey();
  const isOver = isExpired(key, useNow());
  return (
    <TakeAwayDialog
      title={isOver ? access.removeTitle(key.name) : access.revokeTitle(key.name)}
      description={isOver ? access.removeSays : access.revokeSays}
      does={isOver ? access.remove : access.revoke}
      isPending={revoke.isPending}
      error={revoke.error}
      focusAfterwards={focusAfterwards}
      onClose={onClose}
      onConfirm={() =>
        revoke.mutate(key, {
          onSuccess: () => onRevoked(isOver ? access.removed(key.name) : access.revoked(key.name)),
        })
      }
    />
  );
}
