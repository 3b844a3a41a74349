import type { ReactNode, RefObject } from 'react';
import { useProviderName } from '../../api/providers.ts';
import { TakeAwayDialog } from '../../parts/take-away-dialog.tsx';
import { useTexts } from '../../texts/texts.ts';
import { useTakeBack, type Consent } from './access-queries.ts';
import { clientName } from './consent-item.tsx';

export interface TakeBackDialogProps {
  consent: Consent;
  focusAfterwards: RefObject<HTMLElement | null>;
  onClose: () => void;
  onTakenBack: () => void;
}

export function TakeBackDialog({ consent, focusAfterwards, onClose, onTakenBack }: TakeBackDialogProps): ReactNode {
  const { access } = useTexts();
  const nameOf = useProviderName();
  const takeBack = useTakeBack();
  return (
    <TakeAwayDialog
      title={access.takeBackTitle(clientName(consent))}
      description={access.takeBackSays(nameOf(consent.provider))}
      does={access.takeBack}
      isPending={takeBack.isPending}
      error={takeBack.error}
      focusAfterwards={focusAfterwards}
      onClose={onClose}
      onConfirm={() => takeBack.mutate(consent, { onSuccess: onTakenBack })}
    />
  );
}
