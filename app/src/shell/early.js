(() => {
  const kept = new Map();
  const listening = new AbortController();
  const listen = (name, hear) => addEventListener(name, hear, { capture: true, signal: listening.signal });
  const busy = (button) => button?.setAttribute('aria-busy', 'true');
  const idle = (button) => button?.removeAttribute('aria-busy');
  const isForm = (element) => element instanceof HTMLFormElement;
  let letThrough = false;

  const keep = (element, again) => {
    kept.delete(element);
    kept.set(element, again);
  };
  const redo = async (which) => {
    for (const [element, again] of [...kept].filter(([element]) => which(element))) {
      kept.delete(element);
      if (element.isConnected) again();
      await new Promise((next) => setTimeout(next));
    }
  };
  const give = () => {
    letThrough = true;
    redo((element) => isForm(element) && element.hasAttribute('action'));
  };
  const hold = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  listen('submit', (event) => {
    const form = event.target, button = event.submitter;
    if (letThrough || form.hasAttribute('data-plain')) return;
    hold(event);
    if (![...kept.keys()].some(isForm)) setTimeout(give, 8000);
    busy(button);
    keep(form, () => {
      idle(button);
      if (form.checkValidity()) form.requestSubmit(button?.form === form ? button : null);
    });
  });
  listen('click', (event) => {
    const button = event.target.closest('button');
    if (!button || button.type !== 'button' || button.popoverTargetElement) return;
    hold(event);
    busy(button);
    keep(button, () => {
      idle(button);
      button.click();
    });
  });
  const heard = new Map();
  for (const name of ['input', 'change']) {
    listen(name, ({ target: field }) => {
      const { type, value, checked } = field;
      const written = field.matches('textarea, input:not([type=checkbox], [type=radio], [type=file])');
      heard.set(field, (heard.get(field) ?? new Set()).add(name));
      keep(field, () => {
        if ('checked' in field) field.checked = checked;
        if (type !== 'file' && type !== 'checkbox' && type !== 'radio') field.value = value;
        for (const said of heard.get(field)) {
          if (said === 'change' && written && field === document.activeElement) continue;
          field.dispatchEvent(new Event(said, { bubbles: true }));
        }
      });
    });
  }
  listen('beforeunload', (event) => {
    if (!letThrough && [...kept.keys()].some(isForm)) event.preventDefault();
  });

  document.addEventListener('alive', () => {
    listening.abort();
    redo(() => true);
  }, { once: true });
})();
