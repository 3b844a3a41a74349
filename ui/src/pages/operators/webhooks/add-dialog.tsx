import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Dialog } from '../../../parts/dialog.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { AddForm } from './add-form.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { useAddWebhook } from './webhook-queries.ts';

/** Asks who shall be told of what, shows the secret this once, and goes to the webhook's page. */
export function AddDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { webhooks } = useTexts();
  const navigate = useNavigate();
  const [made, setMade] = useState<{ webhook: string; secret: string }>();
  const add = useAddWebhook((webhook, secret) => setMade({ webhook, secret }));
  if (made !== undefined) {
    const leave = (): void => {
      onClose();
      void navigate(`/operators/webhooks/${made.webhook}`);
    };
    return <SecretDialog secret={made.secret} onClose={leave} />;
  }
  return (
    <Dialog
      isOpen
      title={webhooks.add}
      description={webhooks.addSays}
      // Closed meanwhile, the secret would be made and never seen.
      onClose={add.isPending ? undefined : onClose}
    >
      <AddForm isPending={add.isPending} error={add.error} onCancel={onClose} onSubmit={(wish) => add.mutate(wish)} />
    </Dialog>
  );
}
