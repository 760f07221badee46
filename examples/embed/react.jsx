import { StrictMode, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'alignment-canvas';

function Canvas({ onCount }) {
  const canvas = useRef(null);
  useEffect(() => {
    const element = canvas.current;
    const count = () => onCount(element.map?.cards.length ?? 0);
    element.addEventListener('map-change', count);
    return () => element.removeEventListener('map-change', count);
  }, [onCount]);
  return <alignment-canvas id="map" ref={canvas} style={{ display: 'block', height: '40rem' }} />;
}

function App() {
  const [cards, setCards] = useState(0);
  const [shown, setShown] = useState(true);
  return (
    <>
      <p id="count">Cards: {cards}</p>
      <button type="button" onClick={() => setShown(!shown)}>{shown ? 'Hide the map' : 'Show the map'}</button>
      {shown && <Canvas onCount={setCards} />}
    </>
  );
}

createRoot(document.getElementById('root')).render(<StrictMode><App /></StrictMode>);
