// A decision table: dmn-js, opened at its first table.
(() => {
  "use strict";
  if (!window.DmnJS) return;
  window.studioCanvas = (root) => {
    const place = root.querySelector("[data-canvas]");
    const words = { additionalModules: [{ translate: ["value", window.studioWords.translate] }] };
    const views = { drd: words, decisionTable: words, literalExpression: words, boxedExpression: words };
    const modeler = new window.DmnJS({ container: place, ...views, common: { expressionLanguages: { options: [{ value: "python", label: "Python" }], defaults: { editor: "python" } } } });
    let act = null;
    const listen = () => modeler.getActiveViewer()?.on("elements.changed", () => act?.());
    return {
      modeler,
      has: () => false,
      open: async (xml) => {
        await modeler.importXML(xml);
        const table = modeler.getViews().find((view) => view.type === "decisionTable");
        if (table) await modeler.open(table);
        listen();
        modeler.on("views.changed", listen);
      },
      changed: (call) => { act = call; },
      mark: () => {},
      choose: () => {},
    };
  };
})();
