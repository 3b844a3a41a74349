import { useRef, useState, type ReactNode } from 'react';
import { useMe } from '../../../api/me.ts';
import { ActionFailure } from '../../../parts/action-failure.tsx';
import { Notice } from '../../../parts/notice.tsx';
import { TakeAwayDialog } from '../../../parts/take-away-dialog.tsx';
import { When } from '../../../parts/when.tsx';
import { useTexts } from '../../../texts/texts.ts';
import { userName, useSetDisabled, type User } from './user-queries.ts';

/** Whether a user may use the service at all, and the button that changes it. */
export function Standing({ user }: { user: User }): ReactNode {
  const { operators } = useTexts();
  const me = useMe();
  const change = useSetDisabled(user.id);
  const [isAsking, setIsAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const isDisabled = user.disabled_at !== null;
  if (user.id === me.id) return <p className="soft">{operators.thisIsYou}</p>;
  return (
    <>
      {user.disabled_at !== null && (
        <Notice kind="warn">
          {operators.disabledSince} <When at={user.disabled_at} />. {operators.disabledMeans}
        </Notice>
      )}
      {change.isSuccess && !isDisabled && <Notice kind="good">{operators.enabledAgain(userName(user))}</Notice>}
      {isDisabled && <ActionFailure error={change.error} />}
      <button
        ref={button}
        type="button"
        className={isDisabled ? '' : 'quiet danger'}
        aria-disabled={change.isPending}
        onClick={() => (isDisabled ? !change.isPending && change.mutate(false) : setIsAsking(true))}
      >
        {isDisabled ? operators.enable : operators.disable}
      </button>
      {isAsking && (
        <TakeAwayDialog
          title={operators.disableTitle(userName(user))}
          description={operators.disableSays}
          does={operators.disable}
          isPending={change.isPending}
          error={change.error}
          focusAfterwards={button}
          onClose={() => setIsAsking(false)}
          onConfirm={() => change.mutate(true, { onSuccess: () => setIsAsking(false) })}
        />
      )}
    </>
  );
}
