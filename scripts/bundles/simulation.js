/*! bpmn-js-token-simulation of bpmn.io, with min-dash, min-dom, tiny-svg, ids: MIT licence */
// What the simulation page needs of bpmn-js-token-simulation: tokens and their movement. Its own palette, log and
// notes speak English and write inline styles, which the pages' policy forbids: app/web/static/studio_tokens.js has ours.
import AnimationModule from "bpmn-js-token-simulation/lib/animation";
import SimulatorModule from "bpmn-js-token-simulation/lib/simulator";

window.TokenSimulation = { modules: [SimulatorModule, AnimationModule] };
