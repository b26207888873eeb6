(() => {
  const kept = new Map();
  const listening = new AbortController();
  const listen = (name, hear) => addEventListener(name, hear, { capture: true, signal: listening.signal });
  const goOn = () => {
    if (listening.signal.aborted) return;
    listening.abort();
    for (const [element, again] of kept) if (element.isConnected) again();
  };
  const keep = (element, again) => {
    if (!kept.size) setTimeout(goOn, 8000);
    kept.delete(element);
    kept.set(element, again);
  };
  const hold = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  listen('submit', (event) => {
    const form = event.target, button = event.submitter;
    if (form.hasAttribute('data-plain')) return;
    hold(event);
    button?.setAttribute('aria-busy', 'true');
    keep(form, () => {
      button?.removeAttribute('aria-busy');
      form.requestSubmit(button?.form === form ? button : null);
    });
  });
  listen('click', (event) => {
    const button = event.target.closest('button');
    if (!button || button.type !== 'button' || button.popoverTargetElement) return;
    hold(event);
    keep(button, () => button.click());
  });
  for (const name of ['input', 'change']) {
    listen(name, ({ target: field }) => {
      const { type, value, checked } = field;
      keep(field, () => {
        if (type === 'checkbox' || type === 'radio') field.checked = checked;
        else if (type !== 'file') field.value = value;
        for (const said of ['input', 'change']) field.dispatchEvent(new Event(said, { bubbles: true }));
      });
    });
  }

  document.addEventListener('alive', goOn);
})();
