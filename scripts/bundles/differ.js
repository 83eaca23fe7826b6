/*! bpmn-js-differ of bpmn.io, with diffpatch, min-dash: MIT licence */
// What differs between two diagrams that bpmn-js has read, for app/web/static/studio_diff.js.
import { diff } from "bpmn-js-differ";

window.BpmnDiffer = { diff };
