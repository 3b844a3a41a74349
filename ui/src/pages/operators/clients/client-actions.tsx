import { useRef, useState, type ReactNode, type RefObject } from 'react';
import { useNavigate } from 'react-router';
import { ActionFailure } from '../../../parts/action-failure.tsx';
import { TakeAwayDialog } from '../../../parts/take-away-dialog.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { useRemoveClient, useRenewSecret, useSetClientDisabled, type Client } from './client-queries.ts';
import { SecretDialog } from './secret-dialog.tsx';

/** What can be done to a client that was registered here. */
export function ClientActions({ client }: { client: Client }): ReactNode {
  const { operators } = useTexts();
  const [asking, setAsking] = useState<'secret' | 'remove'>();
  const [secret, setSecret] = useState<string>();
  const buttons = useRef<HTMLDivElement>(null);
  const change = useSetClientDisabled(client.id);
  return (
    <>
      <div className="op-buttons" ref={buttons} tabIndex={-1}>
        <button
          type="button"
          className="quiet small"
          aria-disabled={change.isPending}
          onClick={() => !change.isPending && change.mutate(!client.disabled)}
        >
          {client.disabled ? operators.enableClient : operators.disableClient}
        </button>
        {client.issuer === null && (
          <button type="button" className="quiet small" onClick={() => setAsking('secret')}>
            {operators.renewSecret}
          </button>
        )}
        <button type="button" className="quiet danger small" onClick={() => setAsking('remove')}>
          {operators.remove}
        </button>
      </div>
      <ActionFailure error={change.error} />
      {asking === 'secret' && (
        <RenewDialog
          client={client}
          focusAfterwards={buttons}
          onClose={() => setAsking(undefined)}
          onMade={(made) => {
            setSecret(made);
            setAsking(undefined);
          }}
        />
      )}
      {secret !== undefined && (
        <SecretDialog
          client={client.id}
          secret={secret}
          focusAfterwards={buttons}
          onClose={() => setSecret(undefined)}
        />
      )}
      {asking === 'remove' && (
        <RemoveDialog client={client} focusAfterwards={buttons} onClose={() => setAsking(undefined)} />
      )}
    </>
  );
}

interface AskProps {
  client: Client;
  focusAfterwards: RefObject<HTMLElement | null>;
  onClose: () => void;
}

function RenewDialog({ client, focusAfterwards, onClose, onMade }: AskProps & { onMade: (secret: string) => void }) {
  const { operators } = useTexts();
  const renew = useRenewSecret(onMade);
  return (
    <TakeAwayDialog
      title={operators.renewTitle(client.name)}
      description={operators.renewSays}
      does={operators.renewSecret}
      isPending={renew.isPending}
      error={renew.error}
      {...{ focusAfterwards, onClose }}
      onConfirm={() => renew.mutate(client.id)}
    />
  );
}

function RemoveDialog({ client, focusAfterwards, onClose }: AskProps) {
  const { operators } = useTexts();
  const navigate = useNavigate();
  const remove = useRemoveClient();
  return (
    <TakeAwayDialog
      title={operators.removeTitle(client.name)}
      description={operators.removeSays}
      does={operators.remove}
      isPending={remove.isPending}
      error={remove.error}
      {...{ focusAfterwards, onClose }}
      onConfirm={() => remove.mutate(client.id, { onSuccess: () => void navigate('/operators/clients') })}
    />
  );
}
