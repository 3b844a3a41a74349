import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { Dialog } from '../../../parts/dialog.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { useRegister, type Secret } from './client-queries.ts';
import { RegisterForm } from './register-form.tsx';
import { SecretDialog } from './secret-dialog.tsx';

/** Asks what a client shall be, registers it, shows its secret this once, and goes to its page. */
export function RegisterDialog({ onClose }: { onClose: () => void }): ReactNode {
  const { operators } = useTexts();
  const navigate = useNavigate();
  const [made, setMade] = useState<Secret>();
  const goTo = (client: string): void => {
    onClose();
    void navigate(`/operators/clients/${encodeURIComponent(client)}`);
  };
  const register = useRegister((client, secret) => {
    if (secret === null) goTo(client);
    else setMade({ client, secret });
  });
  if (made !== undefined) return <SecretDialog {...made} onClose={() => goTo(made.client)} />;
  return (
    <Dialog
      isOpen
      title={operators.register}
      description={operators.registerSays}
      // Closed meanwhile, the secret would be made and never seen.
      onClose={register.isPending ? undefined : onClose}
    >
      <RegisterForm
        isPending={register.isPending}
        error={register.error}
        onCancel={onClose}
        onSubmit={(wish) => register.mutate(wish)}
      />
    </Dialog>
  );
}
